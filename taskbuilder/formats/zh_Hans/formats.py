"""Moments in Simplified Chinese: to the second, and short for lists."""

DATETIME_FORMAT = "Y年n月j日 H:i:s"
SHORT_DATETIME_FORMAT = "Y年n月j日 H:i"
DATE_FORMAT = "Y年n月j日"
NUMBER_GROUPING = 3
MONTH_DAY_FORMAT = "n月j日"
TIME_FORMAT = "H:i:s"
