package io.sonde.agent.matrix;

import io.sonde.host.zoo.ChildFirstSystemLoader;
import io.sonde.host.zoo.NullParentProgram;
import io.sonde.host.zoo.OsgiProgram;
import io.sonde.host.zoo.ZooApplication;
import io.sonde.testing.ForkedJvm;
import io.sonde.testing.Jdk;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Where a {@link ZooApplication} and its libraries live: kinds of class loaders. */
enum Habitat {
  FELIX("org.apache.felix.framework.BundleWiringImpl$BundleClassLoader") {
    @Override
    ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) throws IOException {
      return osgi(jvm, folder, "felix");
    }
  },

  EQUINOX("org.eclipse.osgi.internal.loader.EquinoxClassLoader") {
    @Override
    ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) throws IOException {
      return osgi(jvm, folder, "equinox");
    }
  },

  /** A runtime image of explicit modules alone. */
  JLINK("jdk.internal.loader.ClassLoaders$AppClassLoader") {
    @Override
    ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) throws IOException {
      Path image = folder.resolve("image");
      if (!image.toFile().exists()) {
        link(jdk, ZooJars.modules(folder), image);
      }
      return jvm.launcher(image.resolve("bin").resolve("java").toString())
          .run("-m", "zoo/" + ZooApplication.class.getName(), "jdk");
    }
  },

  SPRING_BOOT("org.springframework.boot.loader.launch.LaunchedClassLoader") {
    @Override
    ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) throws IOException {
      return jvm.run("-jar", ZooJars.fatJar(folder).toString(), "apache");
    }
  },

  NULL_PARENT(NullParentProgram.class.getName() + "$Orphan") {
    @Override
    ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) {
      return jvm.classPath(Libraries.classes().toString())
          .run(NullParentProgram.class, everything(), ZooApplication.class.getName(), "apache");
    }
  },

  /** A system class loader of the application's own that asks its parent last. */
  SYSTEM_LOADER(ChildFirstSystemLoader.class.getName()) {
    @Override
    ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) {
      return jvm.jvm(
              "-Djava.system.class.loader=" + ChildFirstSystemLoader.class.getName(),
              "-Dzoo.path=" + everything())
          .classPath(Libraries.classes().toString())
          .run(ZooApplication.class, "apache");
    }
  };

  private static final long PATIENCE_SECONDS = 120;

  private final String loader;

  Habitat(String loader) {
    this.loader = loader;
  }

  /** Starts the application in it, with files in a folder that may have been used before. */
  abstract ForkedJvm start(ForkedJvm.Description jvm, Jdk jdk, Path folder) throws IOException;

  /** The class of the loader that the libraries are loaded by. */
  String loader() {
    return loader;
  }

  private static ForkedJvm osgi(ForkedJvm.Description jvm, Path folder, String framework)
      throws IOException {
    return jvm.classPath(Libraries.classPath(framework, Age.NEWEST))
        .run(
            OsgiProgram.class,
            ZooJars.bundle(folder).toString(),
            folder.resolve("storage").toString(),
            ZooApplication.class.getName(),
            "apache");
  }

  /** The application and its libraries as one class path. */
  private static String everything() {
    return Libraries.classPath("zoo", Age.NEWEST);
  }

  /** What Sonde needs beside the application's modules is java.instrument alone. */
  private static void link(Jdk jdk, List<Path> modules, Path image) throws IOException {
    String path =
        modules.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    Process jlink =
        new ProcessBuilder(
                jdk.tool("jlink").toString(),
                "--module-path",
                path,
                "--add-modules",
                "zoo,com.h2database,java.instrument",
                "--output",
                image.toString())
            .inheritIO()
            .start();
    try {
      if (!jlink.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || jlink.exitValue() != 0) {
        throw new IllegalStateException("jlink did not make " + image);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      jlink.destroyForcibly();
    }
  }
}
