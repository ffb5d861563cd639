package io.meshwright.runtime.debug;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.meshwright.runtime.identity.Clearance;
import io.meshwright.runtime.xds.ClientStatuses;
import io.meshwright.runtime.xds.ToolAnswers;
import java.util.List;

/**
 * The pages over the discovery service: {@code istio.io/debug} with a page for the resource's name
 * has it as JSON; two pages have a type of their own, with messages of Envoy's API.
 */
public final class DebugStreams {

  private static final String SYNC = ToolAnswers.TYPE + "/syncz";
  private static final String DUMP = ToolAnswers.TYPE + "/config_dump";

  private final DebugPages pages;
  private final Replica replica;

  public DebugStreams(DebugPages pages, Replica replica) {
    this.pages = pages;
    this.replica = replica;
  }

  /** What somebody with this clearance is answered. */
  public ToolAnswers answers(Clearance clearance) {
    return (typeUrl, names) ->
        new ToolAnswers.Answer(told(typeUrl, names, clearance), replica.identifier());
  }

  private List<ToolAnswers.Told> told(String typeUrl, List<String> names, Clearance clearance)
      throws StatusException {
    return switch (typeUrl) {
      case SYNC -> ClientStatuses.of(pages.clients(clearance));
      case DUMP ->
          pages.dump(one(names), clearance).stream()
              .map(section -> new ToolAnswers.Told(section.getTypeUrl(), section))
              .toList();
      case ToolAnswers.TYPE ->
          List.of(new ToolAnswers.Told(one(names), json(one(names), clearance)));
      default -> throw unknown("type_url", typeUrl);
    };
  }

  private Any json(String name, Clearance clearance) throws StatusException {
    Question question = Question.parse(name).orElseThrow(() -> unknown("resource_names", name));
    return Any.newBuilder()
        .setTypeUrl(ToolAnswers.TYPE)
        .setValue(ByteString.copyFromUtf8(pages.page(question, clearance)))
        .build();
  }

  private static String one(List<String> names) throws StatusException {
    if (names.size() != 1) {
      throw Status.INVALID_ARGUMENT
          .withDescription("resource_names: found %d, expected one".formatted(names.size()))
          .asException();
    }
    return names.getFirst();
  }

  private static StatusException unknown(String field, String found) {
    return Status.NOT_FOUND
        .withDescription("%s: found %s, expected a page that exists".formatted(field, found))
        .asException();
  }
}
