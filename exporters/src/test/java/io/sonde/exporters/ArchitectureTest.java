package io.sonde.exporters;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows inside this module, and what it must never touch. */
@AnalyzeClasses(packages = "io.sonde", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("io.sonde.exporters.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule exporters_importNothingElseOfOurs =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sonde.agent..", "io.sonde.profiler..", "io.sonde.bootstrap..");

  @ArchTest
  static final ArchRule registry_knowsNoTransport =
      noClasses()
          .that()
          .resideInAPackage("..registry..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.net..", "io.prometheus..", "..exporters.http..");

  @ArchTest
  static final ArchRule nothing_logsOrRegistersBeans =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.logging..", "org.LatencyUtils..")
          .orShould()
          .dependOnClassesThat()
          // to listen to a bean at hand touches no MBean server
          .haveNameMatching(
              "javax\\.management\\.(?!Notification|ListenerNotFound|openmbean\\.CompositeData).*")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.lang\\.System\\$Logger|java\\.util\\.concurrent\\.ThreadPool.*");

  @ArchTest
  static final ArchRule nothing_prints =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
