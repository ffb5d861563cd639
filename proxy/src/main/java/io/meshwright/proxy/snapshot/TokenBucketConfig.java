package io.meshwright.proxy.snapshot;

import java.time.Duration;

/**
 * How much may happen: at once and in the long run.
 *
 * @param capacity tokens that a full bucket holds; it is full in the beginning
 * @param fill tokens that come in each interval
 * @param interval more than 0
 */
public record TokenBucketConfig(long capacity, long fill, Duration interval) {}
