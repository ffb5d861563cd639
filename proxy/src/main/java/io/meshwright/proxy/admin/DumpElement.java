package io.meshwright.proxy.admin;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;

/**
 * One resource in a list of {@code /config_dump}.
 *
 * @param list the field of its section
 * @param resourceField the field of this element that has the resource
 * @param typeUrl the resource's
 */
record DumpElement(String list, String name, String resourceField, String typeUrl, Fields fields) {

  /** Writes fields into an object that is open. */
  @FunctionalInterface
  interface Fields {
    void write(JsonWriter out) throws IOException;
  }
}
