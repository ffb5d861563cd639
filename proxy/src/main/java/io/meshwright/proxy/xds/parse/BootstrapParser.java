package io.meshwright.proxy.xds.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.meshwright.proxy.snapshot.Address;
import io.meshwright.proxy.snapshot.OverloadPolicy;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.field.TreeEncoder;
import io.meshwright.proxy.xds.parse.Bootstrap.Resource;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code envoy.config.bootstrap.v3.Bootstrap}, from YAML or JSON. */
public final class BootstrapParser {
  private static final String MESSAGE = "envoy.config.bootstrap.v3.Bootstrap";

  private BootstrapParser() {}

  /**
   * Reads a bootstrap. Its resources are checked for fields that do not exist or are not supported;
   * their values are checked by {@link ResourceParser}.
   *
   * @param source as named in errors
   * @param tree maps, lists and scalars
   * @param files reads what data sources name
   * @throws ConfigException naming each field
   */
  public static Bootstrap parse(
      FieldTable fields, String source, @Nullable Object tree, TreeEncoder.Files files)
      throws ConfigException {
    ByteString bytes = new TreeEncoder(fields, source, files).encode(MESSAGE, tree);
    Where where = new Where(source, "");
    try {
      var proto = io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.parseFrom(bytes);
      Address.Ip admin =
          proto.getAdmin().hasAddress()
              ? AddressParser.ip(proto.getAdmin().getAddress(), where.field("admin.address"))
              : null;
      return new Bootstrap(
          proto.getNode().getId(),
          proto.getNode().getCluster(),
          admin,
          proto.hasOverloadManager()
              ? OverloadParser.parse(proto.getOverloadManager(), where.field("overload_manager"))
              : OverloadPolicy.DEFAULT,
          resources(proto.getStaticResources(), where.field("static_resources")));
    } catch (InvalidProtocolBufferException e) {
      throw where.error("" + e.getMessage(), MESSAGE);
    }
  }

  private static List<Resource> resources(
      io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources proto, Where where)
      throws ConfigException {
    List<Resource> resources = new ArrayList<>();
    for (int i = 0; i < proto.getSecretsCount(); i++) {
      var secret = proto.getSecrets(i);
      String name = Values.required(secret.getName(), where.item("secrets", i).field("name"));
      resources.add(new Resource(XdsType.SECRET, name, secret.toByteString()));
    }
    for (int i = 0; i < proto.getClustersCount(); i++) {
      var cluster = proto.getClusters(i);
      String name = Values.required(cluster.getName(), where.item("clusters", i).field("name"));
      resources.add(new Resource(XdsType.CLUSTER, name, cluster.toByteString()));
    }
    for (int i = 0; i < proto.getListenersCount(); i++) {
      Listener listener = proto.getListeners(i);
      // the name is optional here, as in Envoy, which makes one up too
      String name = listener.getName().isEmpty() ? "listener_" + i : listener.getName();
      resources.add(
          new Resource(
              XdsType.LISTENER, name, listener.toBuilder().setName(name).build().toByteString()));
    }
    return resources;
  }
}
