package io.meshwright.proxy.xds.parse;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meshwright.proxy.xds.field.FieldTable;
import io.meshwright.proxy.xds.field.RefusedFields;
import io.meshwright.xds.ConfigError;
import io.meshwright.xds.ConfigException;
import io.meshwright.xds.XdsType;
import java.util.ArrayList;
import java.util.List;

/**
 * The one entry: bytes of a resource in, record out. Every refused field and the first wrong value
 * are reported together.
 */
public final class ResourceParser {

  private final RefusedFields refused;

  /** Refuses by {@code table}. */
  public ResourceParser(FieldTable table) {
    this.refused = new RefusedFields(table);
  }

  /**
   * Parses one resource.
   *
   * @throws ConfigException naming all that is wrong with it, as far as found
   */
  public ParsedResource parse(XdsType type, String name, ByteString bytes) throws ConfigException {
    String resource = label(type) + " " + name;
    List<ConfigError> errors = new ArrayList<>(refused.find(resource, type.typeUrl(), bytes));
    try {
      ParsedResource parsed = read(type, bytes, new Where(resource, ""));
      if (errors.isEmpty()) {
        return parsed;
      }
    } catch (ConfigException e) {
      errors.addAll(e.errors());
    } catch (InvalidProtocolBufferException e) {
      if (errors.isEmpty()) {
        errors.add(new ConfigError(resource, "", "" + e.getMessage(), type.messageName()));
      }
    }
    throw new ConfigException(errors);
  }

  private static ParsedResource read(XdsType type, ByteString bytes, Where where)
      throws ConfigException, InvalidProtocolBufferException {
    return switch (type) {
      case LISTENER ->
          new ParsedResource.OfListener(
              ListenerParser.parse(
                  io.envoyproxy.envoy.config.listener.v3.Listener.parseFrom(bytes), where));
      case ROUTE ->
          new ParsedResource.OfRoutes(
              RouteParser.parse(
                  io.envoyproxy.envoy.config.route.v3.RouteConfiguration.parseFrom(bytes), where));
      case CLUSTER ->
          ClusterParser.parse(
              io.envoyproxy.envoy.config.cluster.v3.Cluster.parseFrom(bytes), where);
      case ENDPOINT ->
          new ParsedResource.OfEndpoints(
              EndpointParser.parse(
                  io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment.parseFrom(bytes),
                  where));
      case EXTENSION_CONFIG ->
          throw where.error(type.messageName(), "a type that this proxy asks for");
      case SECRET ->
          new ParsedResource.OfSecret(
              SecretParser.parse(
                  io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.parseFrom(bytes),
                  where));
      case NAME_TABLE ->
          new ParsedResource.OfNames(
              NameTableParser.parse(io.meshwright.xds.proto.nds.NameTable.parseFrom(bytes), where));
    };
  }

  private static String label(XdsType type) {
    String message = type.messageName();
    return message.substring(message.lastIndexOf('.') + 1);
  }
}
