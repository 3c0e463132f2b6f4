"""Speak HTTP politely: one client with rate limits, quotas, cache and circuit breaker."""
