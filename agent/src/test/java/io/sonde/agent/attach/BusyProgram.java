package io.sonde.agent.attach;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A program under load: four tasks that submit themselves again for ever, each with a query on H2
 * and one with an error that the driver throws. A line on stdin makes it print one line: that word,
 * and what the program consists of, separated by tabs.
 */
final class BusyProgram {

  /** An argument: collect garbage all the time. */
  static final String COLLECTING = "collecting";

  private static final int TASKS = 4;

  /** Leaves most of two cores to what is tested. */
  private static final int PAUSE_MILLIS = 4;

  /** What the agent's endpoint and the JDK's own use of fork-join would load only later. */
  private static final List<String> LOADED_LATER =
      List.of(
          "com.sun.net.httpserver.Filter$Chain",
          "java.util.concurrent.ForkJoinTask$AdaptedCallable",
          "java.util.concurrent.ForkJoinTask$AdaptedRunnable",
          "java.util.concurrent.ForkJoinTask$AdaptedRunnableAction");

  private static final AtomicLong DONE = new AtomicLong();
  private static final AtomicLong WRONG = new AtomicLong();

  private BusyProgram() {}

  public static void main(String[] arguments) throws Exception {
    startLoad();
    startTimer();
    // what the JDK starts when it is first used is there before the first report
    ManagementFactory.getPlatformMBeanServer();
    ServerSocketChannel.open().close();
    startVirtualThread();
    // they are rewritten, and this program would not load them
    new FutureTask<>(() -> "loaded").run();
    for (String type : LOADED_LATER) {
      Class.forName(type);
    }
    if (List.of(arguments).contains(COLLECTING)) {
      startCollecting();
    }
    System.out.println("running");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String word = in.readLine(); word != null; word = in.readLine()) {
      System.out.println(word + "\t" + report());
    }
    System.exit(0);
  }

  /**
   * Collects garbage every half second: what the JVM no longer needs of replaced code it frees
   * after a collection only, and a program that lives for hours has many between two detaches.
   */
  private static void startCollecting() {
    Thread collecting =
        new Thread(
            () -> {
              while (true) {
                System.gc();
                LockSupport.parkNanos(500_000_000);
              }
            },
            COLLECTING);
    collecting.setDaemon(true);
    collecting.start();
  }

  /** Starts the tasks, which go on for ever. */
  static void startLoad() throws SQLException {
    Connection keptOpen = DriverManager.getConnection("jdbc:h2:mem:busy");
    try (Statement statement = keptOpen.createStatement()) {
      statement.execute("create table item(id int primary key, name varchar(20))");
      statement.execute("insert into item values (1, 'one'), (2, 'two')");
    }
    ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(TASKS);
    for (int i = 0; i < TASKS; i++) {
      Connection connection = DriverManager.getConnection("jdbc:h2:mem:busy");
      PreparedStatement prepared =
          connection.prepareStatement("select name from item where id = ?");
      again(pool, connection, prepared, i % 2 + 1);
    }
  }

  /** A timer with one task, which was submitted long before anybody attaches. */
  private static void startTimer() {
    new Timer("busy-timer", true)
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                count(true);
              }
            },
            0,
            PAUSE_MILLIS);
  }

  /** A JDK that has virtual threads keeps a thread of its own for them from the first use on. */
  private static void startVirtualThread() throws ReflectiveOperationException {
    if (Runtime.version().feature() >= 21) {
      Thread thread =
          (Thread)
              Thread.class
                  .getMethod("startVirtualThread", Runnable.class)
                  .invoke(null, (Runnable) Thread::onSpinWait);
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void again(
      ThreadPoolExecutor pool, Connection connection, PreparedStatement prepared, int id) {
    pool.execute(
        () -> {
          query(connection, prepared, id);
          again(pool, connection, prepared, id);
        });
  }

  private static void query(Connection connection, PreparedStatement prepared, int id) {
    try {
      prepared.setInt(1, id);
      try (ResultSet result = prepared.executeQuery()) {
        boolean isRight = result.next() && result.getString(1).equals(id == 1 ? "one" : "two");
        count(isRight);
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute("select nothing from item");
        count(false);
      } catch (SQLException e) {
        count("42S22".equals(e.getSQLState()));
      }
      Thread.sleep(PAUSE_MILLIS);
    } catch (SQLException | InterruptedException | RuntimeException e) {
      e.printStackTrace();
      count(false);
    }
  }

  private static void count(boolean isRight) {
    DONE.incrementAndGet();
    if (!isRight) {
      WRONG.incrementAndGet();
    }
  }

  private static String report() throws IOException, JMException {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    List<String> lines = new ArrayList<>();
    lines.add("done=" + DONE.get());
    lines.add("wrong=" + WRONG.get());
    lines.add("metaspaceBytes=" + metaspaceBytes());
    lines.add("loaders=" + sondeLoaders());
    lines.add("threads=" + threads());
    lines.add("files=" + files());
    lines.add("properties=" + new TreeSet<>(System.getProperties().stringPropertyNames()));
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    lines.add("mbeans=" + new TreeSet<>(server.queryNames(null, null)));
    lines.add("temporary=" + temporary());
    return String.join("\t", lines);
  }

  private static long metaspaceBytes() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getName().equals("Metaspace")) {
        return pool.getUsage().getUsed();
      }
    }
    throw new IllegalStateException("no metaspace");
  }

  /** Class loaders of Sonde that are alive, as the JVM itself counts them. */
  private static int sondeLoaders() throws JMException {
    String tree =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "vmClassloaders",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return tree.split("SondeLoader", -1).length - 1;
  }

  private static TreeSet<String> threads() {
    TreeSet<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      // carriers of virtual threads come and go by themselves
      if (!thread.getName().startsWith("ForkJoinPool-")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  /** Open descriptors, of sockets their kind and address. */
  private static List<String> files() throws IOException {
    Map<String, String> sockets = sockets();
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String file = Files.readSymbolicLink(descriptor).toString();
          // the folder that is being read just now
          if (!file.matches("/proc/.*/fd")) {
            files.add(sockets.getOrDefault(file, file));
          }
        } catch (IOException e) {
          // closed in the meantime
        }
      }
    }
    files.sort(null);
    return files;
  }

  /** By the kernel's tables, whose columns {@code proc(5)} names. */
  private static Map<String, String> sockets() throws IOException {
    Map<String, String> sockets = new HashMap<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6", "unix")) {
      boolean isUnix = table.equals("unix");
      for (String line : Files.readAllLines(Path.of("/proc/self/net/" + table))) {
        String[] columns = line.strip().split("\\s+", -1);
        int inode = isUnix ? 6 : 9;
        if (columns.length > inode) {
          String what = isUnix ? columns.length > 7 ? columns[7] : "unnamed" : columns[1];
          sockets.put("socket:[" + columns[inode] + "]", table + " " + what);
        }
      }
    }
    return sockets;
  }

  /** Everything in the temporary folder of the program. */
  private static TreeSet<String> temporary() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.map(Path::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
