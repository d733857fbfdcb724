package io.sonde.exporters.registry;

import io.micrometer.common.util.internal.logging.InternalLogLevel;
import io.micrometer.common.util.internal.logging.InternalLogger;
import org.jspecify.annotations.Nullable;

/**
 * A logger that says nothing. Written out, because generating such a class at run time costs the
 * host more than the rest of the registry.
 */
final class SilentLogger implements InternalLogger {
  private final String name;

  SilentLogger(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isEnabled(InternalLogLevel level) {
    return false;
  }

  @Override
  public void log(InternalLogLevel level, @Nullable String message) {}

  @Override
  public void log(InternalLogLevel level, @Nullable String format, @Nullable Object argument) {}

  @Override
  public void log(
      InternalLogLevel level,
      @Nullable String format,
      @Nullable Object one,
      @Nullable Object two) {}

  @Override
  public void log(InternalLogLevel level, @Nullable String format, @Nullable Object... arguments) {}

  @Override
  public void log(InternalLogLevel level, @Nullable String message, @Nullable Throwable error) {}

  @Override
  public void log(InternalLogLevel level, @Nullable Throwable error) {}

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public void trace(@Nullable String message) {}

  @Override
  public void trace(@Nullable String format, @Nullable Object argument) {}

  @Override
  public void trace(@Nullable String format, @Nullable Object one, @Nullable Object two) {}

  @Override
  public void trace(@Nullable String format, @Nullable Object... arguments) {}

  @Override
  public void trace(@Nullable String message, @Nullable Throwable error) {}

  @Override
  public void trace(@Nullable Throwable error) {}

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public void debug(@Nullable String message) {}

  @Override
  public void debug(@Nullable String format, @Nullable Object argument) {}

  @Override
  public void debug(@Nullable String format, @Nullable Object one, @Nullable Object two) {}

  @Override
  public void debug(@Nullable String format, @Nullable Object... arguments) {}

  @Override
  public void debug(@Nullable String message, @Nullable Throwable error) {}

  @Override
  public void debug(@Nullable Throwable error) {}

  @Override
  public boolean isInfoEnabled() {
    return false;
  }

  @Override
  public void info(@Nullable String message) {}

  @Override
  public void info(@Nullable String format, @Nullable Object argument) {}

  @Override
  public void info(@Nullable String format, @Nullable Object one, @Nullable Object two) {}

  @Override
  public void info(@Nullable String format, @Nullable Object... arguments) {}

  @Override
  public void info(@Nullable String message, @Nullable Throwable error) {}

  @Override
  public void info(@Nullable Throwable error) {}

  @Override
  public boolean isWarnEnabled() {
    return false;
  }

  @Override
  public void warn(@Nullable String message) {}

  @Override
  public void warn(@Nullable String format, @Nullable Object argument) {}

  @Override
  public void warn(@Nullable String format, @Nullable Object one, @Nullable Object two) {}

  @Override
  public void warn(@Nullable String format, @Nullable Object... arguments) {}

  @Override
  public void warn(@Nullable String message, @Nullable Throwable error) {}

  @Override
  public void warn(@Nullable Throwable error) {}

  @Override
  public boolean isErrorEnabled() {
    return false;
  }

  @Override
  public void error(@Nullable String message) {}

  @Override
  public void error(@Nullable String format, @Nullable Object argument) {}

  @Override
  public void error(@Nullable String format, @Nullable Object one, @Nullable Object two) {}

  @Override
  public void error(@Nullable String format, @Nullable Object... arguments) {}

  @Override
  public void error(@Nullable String message, @Nullable Throwable error) {}

  @Override
  public void error(@Nullable Throwable error) {}
}
