/**
 * Times as users write them in a spec: durations, and schedules as in cron. May depend on a parser
 * of schedules; everybody who reads a spec may depend on it.
 */
@NullMarked
package io.meshwright.operator.schedule;

import org.jspecify.annotations.NullMarked;
