package io.meshwright.proxy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.meshwright.proxy",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule snapshotIsPure =
      classes()
          .that()
          .resideInAPackage("..proxy.snapshot..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.meshwright.proxy.snapshot..",
              "io.meshwright.xds",
              "com.google.re2j..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule resourcesAreReadInParseOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("..proxy.xds.parse..", "..http.filter.*.service..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.envoyproxy.envoy.config.listener..",
              "io.envoyproxy.envoy.config.cluster..",
              "io.envoyproxy.envoy.config.route..",
              "io.envoyproxy.envoy.config.endpoint..",
              "io.envoyproxy.envoy.extensions..",
              "io.envoyproxy.envoy.type..",
              "io.meshwright.xds.proto.stats..",
              "io.meshwright.xds.proto.alpn..",
              "io.meshwright.xds.proto.nds..",
              "io.meshwright.xds.proto.peermetadata..");

  @ArchTest
  static final ArchRule protobufStaysBehindTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..proxy.xds..",
              "..proxy.identity..",
              "..proxy.admin..",
              "..proxy.controlplane..",
              "..proxy.metadata.wire..",
              "..http.grpc.message..",
              "..http.filter.*.service..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.google.protobuf..", "io.envoyproxy..", "io.grpc..");

  @ArchTest
  static final ArchRule nothingOfKubernetesOrQuarkus =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "io.fabric8..", "jakarta..", "io.meshwright.crd..");

  @ArchTest
  static final ArchRule nothingImportsTheAssembly =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .and()
          .doNotHaveSimpleName("ProxyAssembly")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("ProxyAssembly");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.meshwright.proxy.(**)").should().beFreeOfCycles();
}
