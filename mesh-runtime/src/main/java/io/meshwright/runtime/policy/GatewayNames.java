package io.meshwright.runtime.policy;

import io.meshwright.runtime.model.traffic.ClientScope;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads which Gateways are meant: {@code mesh}, a name, or {@code NAMESPACE/NAME}. */
final class GatewayNames {

  private static final Pattern REFERENCE =
      Pattern.compile("([a-z0-9][-a-z0-9]{0,62}/)?[a-z0-9][-a-z0-9.]{0,252}");

  private final Problems problems;
  private final String namespace;

  /** {@code namespace} is that of names without one. */
  GatewayNames(Problems problems, String namespace) {
    this.problems = problems;
    this.namespace = namespace;
  }

  /** With their namespaces, in their order. */
  List<String> read(String path, List<String> written) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String name = HttpRouteParser.orEmpty(written.get(i));
      if (!REFERENCE.matcher(name).matches()) {
        problems.add(path + "[" + i + "]", name, "mesh, NAME or NAMESPACE/NAME of a Gateway");
      }
      boolean whole = name.equals(ClientScope.MESH) || name.indexOf('/') >= 0;
      names.add(whole ? name : namespace + "/" + name);
    }
    return List.copyOf(names);
  }
}
