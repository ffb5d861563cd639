package io.meshwright.proxy.xds.parse;

import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;

/** A place in a resource, from which errors are made. */
record Where(String resource, String path) {

  Where field(String name) {
    return new Where(resource, path.isEmpty() ? name : path + "." + name);
  }

  Where item(String name, int index) {
    return field(name + "[" + index + "]");
  }

  Where key(String name, String key) {
    return field(name + "[\"" + key + "\"]");
  }

  ConfigException error(String found, String expected) {
    return new ConfigException(new ConfigError(resource, path, found, expected));
  }
}
