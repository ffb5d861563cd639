package io.meshwright.e2e.process;

import io.meshwright.xds.NodeMetadata;
import io.meshwright.xds.TrustDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Our proxy, started as the injector would have it started in a pod. */
final class MeshwrightSidecar {
  private MeshwrightSidecar() {}

  /** Makes the volumes of the pod with their files, and says how to start the proxy. */
  static PodProcess.Spec spec(Pod pod, String discoveryAddress) {
    writeLabels(pod);
    makeStateVolume(pod);
    Map<String, String> environment = new TreeMap<>();
    if (!pod.spec().nameServer().isEmpty()) {
      writeResolverFile(pod);
      environment.put("ISTIO_META_" + NodeMetadata.DNS_CAPTURE, "true");
    }
    PodIdentity.metadata(pod).forEach((key, value) -> environment.put("ISTIO_META_" + key, value));
    environment.put("POD_NAME", pod.spec().name());
    environment.put("POD_NAMESPACE", pod.spec().namespace());
    environment.put("INSTANCE_IP", pod.addresses().text4());
    environment.put("INSTANCE_IPS", PodIdentity.instanceIps(pod));
    environment.put("SERVICE_ACCOUNT", PodIdentity.serviceAccount(pod.spec()));
    environment.put("HOST_IP", Addresses.PODS.router4());
    environment.put("CA_ADDR", discoveryAddress);
    environment.put("TRUST_DOMAIN", TrustDomain.DEFAULT.toString());
    environment.put(
        "PROXY_CONFIG",
        EnvoySidecar.json(
            Map.of(
                "discoveryAddress",
                discoveryAddress,
                "controlPlaneAuthPolicy",
                "NONE",
                "concurrency",
                1)));
    return new PodProcess.Spec(
        List.of(
            Checkout.java(),
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            Checkout.proxyJar().toString(),
            pod.spec().type().word(),
            "--domain",
            PodIdentity.dnsDomain(pod.spec())),
        environment,
        Sidecar.UID);
  }

  /** How to start it on a file, with the options that it has in its image. */
  static PodProcess.Spec serving(Path bootstrap) {
    List<String> command = new ArrayList<>(List.of(Checkout.java()));
    command.addAll(Checkout.jvmOptions("proxy"));
    command.addAll(
        List.of(
            "-jar",
            Checkout.proxyJar().toString(),
            "--config",
            bootstrap.toString(),
            "--concurrency",
            "1"));
    return new PodProcess.Spec(command, Map.of(), Sidecar.UID);
  }

  private static void writeLabels(Pod pod) {
    Path labels = pod.directory().resolve("etc/istio/pod/labels");
    try {
      Files.createDirectories(labels.getParent());
      Files.writeString(
          labels,
          new TreeMap<>(pod.spec().labels())
              .entrySet().stream()
                  .map(label -> "%s=\"%s\"\n".formatted(label.getKey(), label.getValue()))
                  .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeResolverFile(Pod pod) {
    try {
      Files.writeString(
          pod.directory().resolve("etc/resolv.conf"),
          """
          search %s svc.cluster.local
          nameserver %s
          """
              .formatted(PodIdentity.dnsDomain(pod.spec()), pod.spec().nameServer()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void makeStateVolume(Pod pod) {
    try {
      Path state = Files.createDirectories(pod.directory().resolve("etc/istio/proxy"));
      // anybody's, as the volume of a pod is
      Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
