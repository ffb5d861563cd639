package io.meshwright.proxy.xds.parse;

import io.meshwright.proxy.snapshot.Cluster;
import io.meshwright.proxy.snapshot.EndpointAssignment;
import io.meshwright.proxy.snapshot.Listener;
import io.meshwright.proxy.snapshot.NameTable;
import io.meshwright.proxy.snapshot.RouteConfiguration;
import io.meshwright.proxy.snapshot.Secret;

/** A resource that was understood. */
public sealed interface ParsedResource {

  /** From LDS. */
  record OfListener(Listener listener) implements ParsedResource {}

  /** From RDS. */
  record OfRoutes(RouteConfiguration routes) implements ParsedResource {}

  /**
   * From CDS.
   *
   * @param inlineEndpoints empty if the cluster discovers its endpoints
   */
  record OfCluster(Cluster cluster, EndpointAssignment inlineEndpoints) implements ParsedResource {}

  /** From EDS. */
  record OfEndpoints(EndpointAssignment endpoints) implements ParsedResource {}

  /** From SDS. */
  record OfSecret(Secret secret) implements ParsedResource {}

  /** From NDS. */
  record OfNames(NameTable names) implements ParsedResource {}
}
