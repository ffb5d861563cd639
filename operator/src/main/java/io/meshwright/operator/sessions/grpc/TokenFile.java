package io.meshwright.operator.sessions.grpc;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * Puts the token of a file on each call. The kubelet replaces the token long before it expires, so
 * the file is read each time.
 */
final class TokenFile extends CallCredentials {

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Path file;

  TokenFile(Path file) {
    this.file = file;
  }

  @Override
  public void applyRequestMetadata(
      RequestInfo request, Executor executor, MetadataApplier applier) {
    executor.execute(
        () -> {
          try {
            Metadata headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + Files.readString(file).strip());
            applier.apply(headers);
          } catch (IOException e) {
            applier.fail(
                Status.UNAUTHENTICATED.withDescription("cannot read the token: " + e).withCause(e));
          }
        });
  }
}
