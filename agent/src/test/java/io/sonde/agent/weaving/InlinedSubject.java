package io.sonde.agent.weaving;

import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;

/** Methods of each shape, woven by {@link AdviceInlinerTest}. */
final class InlinedSubject implements Callable<String>, ToLongFunction<Object> {

  static Object SHARED = "shared";

  private Object name = "before";

  @Override
  public String toString() {
    return "subject";
  }

  void nothing(Object argument) {
    name = argument;
  }

  int ofAnInt(Object argument, int add) {
    return add + 1;
  }

  long ofALong(Object argument, long add, double more) {
    long local = add * 2;
    return local + (long) more;
  }

  double ofADouble(Object argument, float add) {
    return add / 2;
  }

  float ofAFloat(Object argument) {
    return 1.5f;
  }

  Object reassigned(Object argument) {
    argument = "changed";
    String local = argument + "!";
    return local;
  }

  String returnsHereAndThere(Object argument) {
    for (int i = 0; i < 3; i++) {
      if (argument.equals(i)) {
        return "at " + i;
      }
    }
    try {
      return "cast " + (String) argument;
    } catch (ClassCastException e) {
      return "caught";
    } finally {
      name = "finally";
    }
  }

  synchronized String fails(Object argument) {
    if (argument instanceof RuntimeException failure) {
      throw failure;
    }
    return "fine";
  }

  boolean flag(boolean result) {
    return result;
  }

  boolean flagFails(boolean result) {
    if (result) {
      throw new IllegalStateException("flag");
    }
    return false;
  }

  void fields(Object argument) {
    name = argument;
    SHARED = argument;
  }

  @Override
  public String call() {
    return "called";
  }

  @Override
  public long applyAsLong(Object value) {
    return 7;
  }
}
