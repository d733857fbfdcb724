package io.sonde.testapp.shop.work;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads named prefix-1, prefix-2 and so on. */
final class NamedThreads implements ThreadFactory {

  private final String prefix;
  private final AtomicInteger made = new AtomicInteger();

  NamedThreads(String prefix) {
    this.prefix = prefix;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(task, prefix + "-" + made.incrementAndGet());
    thread.setDaemon(true);
    // A thread first needed in a request would inherit the web application's loader.
    thread.setContextClassLoader(NamedThreads.class.getClassLoader());
    return thread;
  }
}
