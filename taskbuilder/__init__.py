"""Task Builder: forms that create service tasks of a cloud video-analysis platform."""
