package io.sonde.packaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lambdas, method references and records of every shape; says what they give. */
public final class PlainSamples implements Supplier<List<String>> {

  private final String name = "samples";

  /** Made by the test, from rewritten bytes too. */
  public PlainSamples() {}

  private record Empty() {}

  private record All(
      boolean truth,
      byte small,
      short shorter,
      char letter,
      int whole,
      long longer,
      float fraction,
      double finer,
      String text,
      int[] list) {}

  private record Pair<A, B>(A first, B second) {}

  private interface Named {
    String name();

    private String quoted() {
      return "'" + name() + "'";
    }

    default Supplier<String> later() {
      return () -> quoted() + this.quoted();
    }
  }

  private static class Base {
    String greet(String who) {
      return "base " + who;
    }

    protected long count(long more) {
      return more + 1;
    }
  }

  private static final class Derived extends Base {
    @Override
    String greet(String who) {
      UnaryOperator<String> base = super::greet;
      LongUnaryOperator count = this::count;
      return base.apply(who) + " and derived " + count.applyAsLong(4);
    }
  }

  private final class Inner {
    private String hidden(int i) {
      IntFunction<String> shown = n -> name + n + i;
      return shown.apply(7);
    }
  }

  private String own(Object value) {
    return name + " " + value;
  }

  private static int sum(int... values) {
    return IntStream.of(values).sum();
  }

  private static <T extends Comparable<T>> T larger(T one, T other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  @Override
  public List<String> get() {
    List<String> said = new ArrayList<>();
    captured(said);
    references(said);
    converted(said);
    records(said);
    return said;
  }

  private void captured(List<String> said) {
    Runnable nothing = () -> said.add("ran");
    nothing.run();
    final long wide = 1L << 40;
    final double half = 0.5;
    byte tiny = -3;
    Supplier<String> many = () -> name + wide + half + tiny + said.size();
    said.add(many.get());
    DoubleSupplier product = () -> wide * half * tiny;
    said.add("" + product.getAsDouble());
    Callable<Callable<String>> nested = () -> () -> own(wide);
    try {
      said.add(nested.call().call());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    Supplier<String> same = () -> "one object";
    said.add(same.get());
    said.add(new Inner().hidden(3));
    Named named = () -> "lambda";
    said.add(named.later().get());
  }

  private void references(List<String> said) {
    Function<Object, String> bound = this::own;
    said.add(bound.apply(12));
    Function<String, Integer> unbound = String::length;
    said.add("" + unbound.apply("four"));
    BiFunction<String, String, Boolean> prefix = String::startsWith;
    said.add("" + prefix.apply("prefix", "pre"));
    Supplier<List<String>> made = ArrayList::new;
    List<String> list = made.get();
    list.add("in");
    said.add("" + list);
    IntFunction<int[]> array = int[]::new;
    said.add("" + array.apply(3).length);
    Function<String, Pair<String, Integer>> pair = text -> new Pair<>(text, text.length());
    said.add(pair.apply("pair").toString());
    BiFunction<String, Integer, Pair<String, Integer>> constructor = Pair::new;
    said.add(constructor.apply("built", 1).toString());
    Comparator<String> order = Comparator.comparing(String::length);
    said.add(Stream.of("ccc", "a", "bb").sorted(order.reversed()).collect(Collectors.joining()));
    BiFunction<String, String, String> generic = PlainSamples::larger;
    said.add(generic.apply("a", "b"));
    said.add(new Derived().greet("you"));
    CharSequence sequence = "sequence";
    IntSupplier length = sequence::length;
    said.add("" + length.getAsInt());
    Consumer<String> dropped = said::add;
    dropped.accept("added");
    AtomicLong count = new AtomicLong();
    Runnable droppedLong = count::incrementAndGet;
    droppedLong.run();
    said.add("" + count);
  }

  private static void converted(List<String> said) {
    ToLongFunction<Integer> widened = Integer::intValue;
    said.add("" + widened.applyAsLong(5));
    ToDoubleFunction<Integer> unboxed = i -> i;
    said.add("" + unboxed.applyAsDouble(6));
    Function<Integer, Object> boxed = Integer::bitCount;
    said.add("" + boxed.apply(255));
    LongFunction<Object> boxedLong = Long::valueOf;
    said.add("" + boxedLong.apply(1L << 33));
    IntBinaryOperator varargs = PlainSamples::sum;
    said.add("" + varargs.applyAsInt(20, 22));
    ToIntFunction<Character> letter = Character::charValue;
    said.add("" + letter.applyAsInt('x'));
    Function<Integer, Integer> unboxedTwice = Math::abs;
    said.add("" + unboxedTwice.apply(-9));
    IntFunction<Long> long1 = i -> (long) i;
    said.add("" + long1.apply(8));
    Supplier<Object> truth = () -> said.isEmpty();
    said.add("" + truth.get());
  }

  private static void records(List<String> said) {
    int[] list = {1};
    Object nothing = said.isEmpty() ? list : null;
    All all = new All(true, (byte) 1, (short) 2, 'c', 4, 1L << 35, Float.NaN, -0.0, "text", list);
    All same = new All(true, (byte) 1, (short) 2, 'c', 4, 1L << 35, Float.NaN, -0.0, "text", list);
    All other = new All(true, (byte) 1, (short) 2, 'c', 4, 1L << 35, Float.NaN, 0.0, "text", list);
    said.add(all.toString().replaceAll("@[0-9a-f]+", ""));
    said.add("" + all.equals(same) + all.equals(other) + all.equals(nothing) + all.equals(said));
    said.add("" + (all.hashCode() == same.hashCode()) + (all.hashCode() == other.hashCode()));
    said.add("" + new Pair<>("key", null) + new Pair<>("key", null).hashCode());
    said.add("" + new Pair<>("a", 1L).equals(new Pair<>("a", 1L)));
    said.add("" + new Pair<>("a", 1L).equals(new Pair<>("a", 1)));
    record Local(int number) {}
    said.add("" + new Local(3) + new Local(3).equals(new Local(4)));
    said.add("" + new Empty() + new Empty().hashCode() + new Empty().equals(new Empty()));
  }
}
