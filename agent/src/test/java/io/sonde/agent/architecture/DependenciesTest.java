package io.sonde.agent.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sonde.agent.instrumentation.Instrumentations;

/** Who may name whom. */
@AnalyzeClasses(packages = "io.sonde", importOptions = ImportOption.DoNotIncludeTests.class)
class DependenciesTest {

  private static final String[] OURS = {
    "io.sonde.agent..", "io.sonde.exporters..", "io.sonde.profiler..", "io.sonde.bootstrap.."
  };

  @ArchTest
  static final ArchRule BOOTSTRAP_IMPORTS_NOTHING_BUT_THE_JDK =
      classes()
          .that()
          .resideInAPackage("io.sonde.bootstrap..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.sonde.bootstrap..", "org.jspecify..");

  @ArchTest
  static final ArchRule EXPORTERS_IMPORT_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("io.sonde.exporters..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sonde.agent..", "io.sonde.profiler..", "io.sonde.bootstrap..");

  @ArchTest
  static final ArchRule PROFILER_IMPORTS_NOTHING_OF_OURS =
      noClasses()
          .that()
          .resideInAPackage("io.sonde.profiler..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sonde.agent..", "io.sonde.exporters..", "io.sonde.bootstrap..");

  @ArchTest
  static final ArchRule TECHNOLOGIES_MEET_THE_REGISTRY_THROUGH_MICROMETER =
      noClasses()
          .that()
          .resideInAPackage("io.sonde.agent.instrumentation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.sonde.exporters..",
              "io.sonde.profiler..",
              "io.sonde.agent.start..",
              "io.sonde.agent.weaving..");

  @ArchTest
  static final ArchRule TECHNOLOGIES_DO_NOT_KNOW_EACH_OTHER =
      slices().matching("io.sonde.agent.instrumentation.(*)..").should().notDependOnEachOther();

  /** A kind with several technologies has a package below its own for each. */
  @ArchTest
  static final ArchRule TECHNOLOGIES_OF_A_KIND_SHARE_THE_KIND_ALONE =
      slices().matching("io.sonde.agent.instrumentation.(*).(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices()
          .matching("io.sonde.(**)")
          .should()
          .beFreeOfCycles()
          // the list of technologies names them all, on purpose
          .ignoreDependency(equivalentTo(Instrumentations.class), alwaysTrue());

  @ArchTest
  static final ArchRule BYTE_BUDDY_IS_NAMED_IN_WEAVING_AND_ADVICE_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage(OURS)
          .and()
          .resideOutsideOfPackage("io.sonde.agent.weaving..")
          .and()
          .haveNameNotMatching("io\\.sonde\\.agent\\.instrumentation\\..*Advice(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("net.bytebuddy..");

  @ArchTest
  static final ArchRule THE_LAUNCHER_KNOWS_THE_JDK_ONLY =
      classes()
          .that()
          .resideInAPackage("io.sonde.agent.launch..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "io.sonde.agent.launch..", "org.jspecify..");

  @ArchTest
  static final ArchRule NAMES_SAY_WHAT_A_CLASS_DOES =
      noClasses()
          .that()
          .resideInAnyPackage(OURS)
          .should()
          .haveNameMatching(
              ".*\\.(Abstract|Base)[A-Z]\\w*|.*(Manager|Helper|Util|Utils|Impl|Service)");
}
