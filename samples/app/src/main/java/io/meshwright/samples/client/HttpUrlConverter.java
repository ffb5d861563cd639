package io.meshwright.samples.client;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the address of a request. TLS is left to the mesh. */
final class HttpUrlConverter implements ITypeConverter<URI> {

  private final String scheme;

  /** Of {@code http}. */
  HttpUrlConverter() {
    this("http");
  }

  HttpUrlConverter(String scheme) {
    this.scheme = scheme;
  }

  @Override
  public URI convert(String text) {
    try {
      URI uri = new URI(text);
      if (scheme.equals(uri.getScheme()) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // reported below, like an address of another kind
    }
    throw new TypeConversionException(
        "found " + text + ", expected " + scheme + "://HOST[:PORT][/PATH]");
  }
}
