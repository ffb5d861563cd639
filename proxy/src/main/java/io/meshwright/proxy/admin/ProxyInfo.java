package io.meshwright.proxy.admin;

import io.meshwright.proxy.config.ProxyConfig;
import io.meshwright.proxy.snapshot.SnapshotPublisher;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** What the pages say about the process itself. */
record ProxyInfo(ProxyConfig config, SnapshotPublisher snapshots, Instant started) {

  String nodeId() {
    return config.node().id().toString();
  }

  String serviceCluster() {
    return config.node().serviceCluster();
  }

  String version() {
    return config.node().version();
  }

  List<CertificateInfo> certificates() {
    return new TreeMap<>(snapshots.current().secrets())
        .entrySet().stream()
            .map(entry -> CertificateInfo.of(entry.getKey(), entry.getValue()))
            .toList();
  }
}
