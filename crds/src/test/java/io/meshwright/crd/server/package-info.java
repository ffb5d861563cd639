/** An API server for the tests of all modules. Depends on Fabric8's mock. */
@NullMarked
package io.meshwright.crd.server;

import org.jspecify.annotations.NullMarked;
