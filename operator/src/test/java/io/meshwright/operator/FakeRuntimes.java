package io.meshwright.operator;

import io.meshwright.operator.sessions.RenderException;
import io.meshwright.operator.sessions.Replica;
import io.meshwright.operator.sessions.RuntimeRenderer;
import io.meshwright.operator.sessions.RuntimeReplicas;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runtimes that render what a test says; each revision has one replica. */
public final class FakeRuntimes
    implements RuntimeRenderer.Factory, Function<String, Optional<RuntimeReplicas>> {

  /** The proxies that are connected, to whichever revision is asked. */
  public final List<RuntimeRenderer.Shape> proxies = new ArrayList<>();

  /** Revisions that are of a version without this question. */
  public final Set<String> tooOld = new HashSet<>();

  /** Revisions that nobody serves. */
  public final Set<String> away = new HashSet<>();

  /** What was asked: {@code revision shapes}, {@code revision node digests|contents}. */
  public final List<String> questions = new ArrayList<>();

  /** Is called with each question. */
  public Consumer<String> asked = _ -> {};

  private final Map<String, Map<RuntimeRenderer.ResourceKey, String>> resources = new HashMap<>();

  /** A proxy that stands for {@code count}. */
  public void connect(String namespace, String node, long count) {
    proxies.add(new RuntimeRenderer.Shape(namespace + "/" + node, namespace, count, node));
  }

  /** A revision sends this to a proxy; {@code ""} takes it away. */
  public void renders(String revision, String node, XdsType type, String name, String json) {
    Map<RuntimeRenderer.ResourceKey, String> own =
        resources.computeIfAbsent(revision + " " + node, _ -> new HashMap<>());
    own.put(new RuntimeRenderer.ResourceKey(type.typeUrl(), name), json);
    own.values().removeIf(String::isEmpty);
  }

  @Override
  public Optional<RuntimeReplicas> apply(String revision) {
    return away.contains(revision)
        ? Optional.empty()
        : Optional.of(
            new RuntimeReplicas(Set.of(new Replica(revision, revision, "pod", "::1")), "roots"));
  }

  @Override
  public RuntimeRenderer connect(Replica replica, String roots) {
    return new Renderer(replica.revision());
  }

  private final class Renderer implements RuntimeRenderer {

    private final String revision;

    Renderer(String revision) {
      this.revision = revision;
    }

    @Override
    public Shapes shapes(int most) throws RenderException {
      ask("shapes");
      return new Shapes(proxies.subList(0, Math.min(most, proxies.size())), proxies.size());
    }

    @Override
    public void render(String node, Set<ResourceKey> contents, Consumer<Rendered> each)
        throws RenderException {
      ask(node + (contents.isEmpty() ? " digests" : " contents"));
      Map<String, Rendered> sorted = new TreeMap<>();
      resources
          .getOrDefault(revision + " " + node, Map.of())
          .forEach(
              (key, json) ->
                  sorted.put(
                      key.toString(),
                      new Rendered(
                          key,
                          String.valueOf(json.hashCode()),
                          contents.contains(key) ? json : "")));
      sorted.values().forEach(each);
    }

    private void ask(String question) throws RenderException {
      questions.add(revision + " " + question);
      asked.accept(revision + " " + question);
      if (tooOld.contains(revision)) {
        throw new RenderException(
            RenderException.Cause.UNSUPPORTED, revision + " cannot render proxies");
      }
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
