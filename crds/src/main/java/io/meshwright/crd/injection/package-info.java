/**
 * Which pods the API server sends to which revision's injector: the webhook selectors, as data. The
 * operator renders webhook configurations from them; the injector's tests evaluate them as the API
 * server would, so that the selection table (istio-features I3) is proven once for both.
 *
 * <p>Pure; may depend on {@code naming}.
 */
@NullMarked
package io.meshwright.crd.injection;

import org.jspecify.annotations.NullMarked;
