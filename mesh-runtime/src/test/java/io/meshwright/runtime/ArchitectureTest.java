package io.meshwright.runtime;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.envoyproxy.envoy.service.discovery.v3.Resource;

/** The layers of the runtime (design, section 6): source → discovery → model → compile → xds. */
@AnalyzeClasses(
    packages = "io.meshwright.runtime",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule modelIsPure =
      classes()
          .that()
          .resideInAPackage("..runtime.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.meshwright.runtime.model..",
              "io.meshwright.xds",
              "com.google.re2j",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule compilationIsPure =
      classes()
          .that()
          .resideInAPackage("..runtime.compile..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.meshwright.runtime.compile..",
              "io.meshwright.runtime.model..",
              "io.meshwright.xds..",
              "io.meshwright.crd.naming..",
              "io.envoyproxy..",
              "com.google.protobuf..",
              "java..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule pureLayersHaveNoClock =
      noClasses()
          .that()
          .resideInAnyPackage("..runtime.model..", "..runtime.compile..", "..runtime.policy..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.InstantSource")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule resourcesAreBuiltInCompileOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("..runtime.compile..", "..runtime.render..", "..runtime.xds..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.envoyproxy..").and(not(belongToAnyOf(Resource.class))));

  @ArchTest
  static final ArchRule kubernetesIsReachedInKubeOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meshwright.runtime", "..runtime.kube..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client", "io.fabric8.kubernetes.client.informers..",
              "io.fabric8.kubernetes.client.dsl..", "io.fabric8.kubernetes.client.extended..");

  @ArchTest
  static final ArchRule bouncyCastleIsInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackages("..runtime.ca.bouncycastle..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bouncycastle..");

  @ArchTest
  static final ArchRule quarkusIsAtTheEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meshwright.runtime")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "jakarta..");

  @ArchTest
  static final ArchRule commandLineIsReadByCommandsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meshwright.runtime", "..runtime.config..")
          .and()
          .haveSimpleNameNotEndingWith("Command")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..");

  @ArchTest
  static final ArchRule nothingImportsTheAssembly =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meshwright.runtime")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.meshwright.runtime");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.meshwright.runtime.(**)").should().beFreeOfCycles();
}
