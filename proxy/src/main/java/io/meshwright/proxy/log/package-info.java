/** How the process logs: one line for each event on standard error. Depends on the JDK only. */
@NullMarked
package io.meshwright.proxy.log;

import org.jspecify.annotations.NullMarked;
