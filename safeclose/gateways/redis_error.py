"""What Redis's client raises; without importing that client, which takes long, where there is no Redis."""


def redis_error() -> type[Exception]:
    """For `except (redis_error(), OSError)`, which Python evaluates only when something was raised."""
    from redis.exceptions import RedisError

    return RedisError
