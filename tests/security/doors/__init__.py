"""Attacks on the ways in and out: sign-in, proxies, addresses of the cloud, headers, the start."""
