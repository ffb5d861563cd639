package io.meshwright.samples.client;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a request. TLS is left to the mesh. */
final class HttpUrlConverter implements ITypeConverter<URI> {

  @Override
  public URI convert(String text) {
    try {
      URI uri = new URI(text);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // reported below, like an address of another kind
    }
    throw new TypeConversionException("found " + text + ", expected http://HOST[:PORT][/PATH]");
  }
}
