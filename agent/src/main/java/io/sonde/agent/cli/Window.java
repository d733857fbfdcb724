package io.sonde.agent.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What happened between two scrapes of the same agent. */
record Window(Scrape before, Scrape after) {

  double seconds() {
    return (after.nanos() - before.nanos()) / 1e9;
  }

  /**
   * The calls of a histogram.
   *
   * @param metric the histogram's name
   * @param name what to call a series; series of the same name are added up
   */
  List<CallWindow> calls(String metric, Function<Scrape.Sample, String> name) {
    Map<String, CallWindow> calls = new TreeMap<>();
    Map<Map<String, String>, Double> earlier = earlier(metric + "_bucket");
    for (Scrape.Sample sample : after.all(metric + "_bucket")) {
      String bound = sample.label("le");
      double seconds = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
      window(name.apply(sample), calls).addBucket(seconds, difference(sample, earlier));
    }
    earlier = earlier(metric + "_count");
    for (Scrape.Sample sample : after.all(metric + "_count")) {
      window(name.apply(sample), calls)
          .addCalls(difference(sample, earlier), !sample.label("error_type").isEmpty());
    }
    return new ArrayList<>(calls.values());
  }

  private CallWindow window(String name, Map<String, CallWindow> calls) {
    return calls.computeIfAbsent(name, wanted -> new CallWindow(wanted, seconds()));
  }

  /** How much a counter grew per second. */
  double perSecond(String counter, String label, String value) {
    Map<Map<String, String>, Double> earlier = earlier(counter);
    double growth = 0;
    for (Scrape.Sample sample : after.all(counter)) {
      if (sample.label(label).equals(value)) {
        growth += difference(sample, earlier);
      }
    }
    return growth / seconds();
  }

  /** The sum of a gauge's present values with a label; NaN if there is none. */
  double gauge(String gauge, String label, String value) {
    double sum = Double.NaN;
    for (Scrape.Sample sample : after.all(gauge)) {
      if (label.isEmpty() || sample.label(label).equals(value)) {
        sum = Double.isNaN(sum) ? sample.value() : sum + sample.value();
      }
    }
    return sum;
  }

  private Map<Map<String, String>, Double> earlier(String name) {
    Map<Map<String, String>, Double> values = new HashMap<>();
    for (Scrape.Sample sample : before.all(name)) {
      values.put(sample.labels(), sample.value());
    }
    return values;
  }

  /** Never negative: an agent that was taken out and put in again counts from 0. */
  private static double difference(Scrape.Sample sample, Map<Map<String, String>, Double> earlier) {
    return Math.max(0, sample.value() - earlier.getOrDefault(sample.labels(), 0.0));
  }
}
