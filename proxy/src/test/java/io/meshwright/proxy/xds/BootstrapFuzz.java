package io.meshwright.proxy.xds;

import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.parse.Bootstrap;
import io.meshwright.proxy.xds.parse.BootstrapParser;
import io.meshwright.proxy.xds.parse.ResourceParser;
import io.meshwright.xds.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;

/** Whatever is in a file is understood or refused with a reason. */
public final class BootstrapFuzz {
  private static final FieldTable FIELDS = FieldTable.load();
  private static final ResourceParser PARSER = new ResourceParser(FIELDS);

  private BootstrapFuzz() {}

  /** A file. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Bootstrap bootstrap =
          BootstrapParser.parse(
              FIELDS,
              "it",
              YamlFile.read("it", new ByteArrayInputStream(input)),
              name -> {
                throw new FileNotFoundException(name);
              });
      for (Bootstrap.Resource resource : bootstrap.resources()) {
        PARSER.parse(resource.type(), resource.name(), resource.bytes());
      }
    } catch (ConfigException e) {
      if (e.errors().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
    }
  }
}
