package io.meshwright.runtime.xds;

import com.google.protobuf.Any;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.List;

/**
 * Answers what tools ask over a stream of the discovery service, where they are no proxies
 * (istio-features X4, C11).
 */
@FunctionalInterface
public interface ToolAnswers {

  /** Type URLs of questions are this, or begin with it and a slash. */
  String TYPE = "istio.io/debug";

  /** Of answers: there is one state of each, the present one. */
  String NONCE = "1";

  /** Tells nothing. */
  ToolAnswers NONE =
      (_, _) -> {
        throw Status.PERMISSION_DENIED
            .withDescription("nobody is known to ask: expected the port with TLS, and a token")
            .asException();
      };

  /**
   * What is told.
   *
   * @param controlPlane who tells it, as tools expect it in {@code control_plane.identifier}
   */
  record Answer(List<Told> told, String controlPlane) {
    public Answer {
      told = List.copyOf(told);
    }
  }

  /**
   * A part of an answer.
   *
   * @param name by which the incremental form of the protocol tells it from the others
   */
  record Told(String name, Any resource) {}

  /**
   * Answers a question; called on the stream's executor.
   *
   * @throws StatusException to end the stream, with the reason
   */
  Answer answer(String typeUrl, List<String> names) throws StatusException;

  /** Whether a type URL asks a question. */
  static boolean asked(String typeUrl) {
    return typeUrl.equals(TYPE) || typeUrl.startsWith(TYPE + "/");
  }
}
