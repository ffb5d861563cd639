package io.meshwright.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the parts of the operator may know of each other, and of the world. */
@AnalyzeClasses(
    packages = "io.meshwright.operator",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule theRuntimeIsKnownByItsProtocolOnly =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.meshwright.runtime..");

  @ArchTest
  static final ArchRule grpcIsInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("..operator.sessions.grpc..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.meshwright.xds.proto..");

  @ArchTest
  static final ArchRule sessionsKnowNobody =
      classes()
          .that()
          .resideInAPackage("..operator.sessions")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.meshwright.operator.sessions", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule configurationIsComparedWithoutACluster =
      classes()
          .that()
          .resideInAPackage("..operator.configdiff..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.meshwright.operator.configdiff..",
              "io.meshwright.operator.sessions",
              "io.meshwright.crd..",
              "io.meshwright.xds",
              "io.fabric8.kubernetes.api.model..",
              "io.fabric8.kubernetes.client",
              "com.fasterxml.jackson..",
              "com.google.common.hash",
              "org.jboss.logging..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule manifestsArePure =
      noClasses()
          .that()
          .resideInAPackage("..operator.manifest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.meshwright.operator.kube..",
              "io.meshwright.operator.apply..",
              "io.meshwright.operator.sessions..",
              "io.javaoperatorsdk..",
              "io.fabric8.kubernetes.client.dsl..");

  @ArchTest
  static final ArchRule workloadsKnowNothingOfWaves =
      noClasses()
          .that()
          .resideInAnyPackage("..operator.workload..", "..operator.inplace..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..operator.dataplane..", "..operator.kube..");

  @ArchTest
  static final ArchRule theFrameworkIsInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("..operator.kube..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javaoperatorsdk..");
}
