/**
 * What the proxy knows of each field of each xDS message, and one reader of the wire format that
 * uses it: to refuse what is set and not supported, by path; to print resources as JSON; and to
 * turn JSON into the wire format. The table is made at build time from the descriptors and {@code
 * src/main/fields/fields.txt}; the lite protos carry no descriptors of their own. May depend on
 * protobuf's wire classes and Gson.
 */
@NullMarked
package io.meshwright.proxy.xds.field;

import org.jspecify.annotations.NullMarked;
