package io.meshwright.proxy.upstream.lb;

/** Chooses among the hosts of one group. Belongs to one loop. */
sealed interface HostPicker<H extends Candidate> permits Picker, HashPicker {
  H pick(Selection selection);
}
