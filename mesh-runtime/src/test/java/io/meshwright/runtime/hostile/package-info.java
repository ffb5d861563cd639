/**
 * What strangers may write: resources that are nearly right, given to files and to the webhooks
 * beside good ones.
 */
@NullMarked
package io.meshwright.runtime.hostile;

import org.jspecify.annotations.NullMarked;
