package io.meshwright.samples.capture;

import java.time.Duration;

/**
 * What is looked for, where, and for how long.
 *
 * @param networkInterface name such as {@code eth0}; packets of other interfaces are not seen
 * @param marker text that is looked for, in UTF-8; not empty
 * @param duration at most ten minutes
 */
record CaptureConfig(String networkInterface, String marker, Duration duration) {}
