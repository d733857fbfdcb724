package io.sonde.profiler;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import one.proto.Proto;

/**
 * Writes a profile in the format of pprof (github.com/google/pprof, profile.proto), compressed.
 *
 * <p>Each frame is a function and a location; there are no lines and no mappings. A route is a
 * label of its samples. Values are the number of samples and their weight.
 */
final class PprofWriter {

  private static final int SAMPLE_TYPE = 1;
  private static final int SAMPLE = 2;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING_TABLE = 6;
  private static final int TIME_NANOS = 9;
  private static final int DURATION_NANOS = 10;
  private static final int PERIOD_TYPE = 11;
  private static final int PERIOD = 12;
  private static final int COMMENT = 13;
  private static final int DEFAULT_SAMPLE_TYPE = 14;

  private final StackProfile profile;
  private final Map<String, Integer> stringIds = new HashMap<>();
  private final List<String> strings = new ArrayList<>();
  private final Proto document = new Proto(64 * 1024);

  private PprofWriter(StackProfile profile) {
    this.profile = profile;
    stringId("");
  }

  static void write(StackProfile profile, OutputStream out) throws IOException {
    Proto document = new PprofWriter(profile).document();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(document.buffer(), 0, document.size());
    }
  }

  private Proto document() {
    Event event = profile.event();
    final String unit = event.intervalUnit().label();
    document.field(SAMPLE_TYPE, valueType(countName(event), "count"));
    document.field(SAMPLE_TYPE, valueType(weightName(event), unit));
    samples();
    functions();
    document.field(TIME_NANOS, profile.window().startMillis() * 1_000_000L);
    document.field(DURATION_NANOS, profile.window().sampledNanos());
    document.field(PERIOD_TYPE, valueType(weightName(event), unit));
    document.field(PERIOD, profile.sampling().interval());
    document.field(COMMENT, stringId(profile.sampling().engine()));
    document.field(COMMENT, stringId(profile.sampling().bias()));
    document.field(DEFAULT_SAMPLE_TYPE, stringId(weightName(event)));
    for (String string : strings) {
      document.field(STRING_TABLE, string);
    }
    return document;
  }

  private static String countName(Event event) {
    return switch (event) {
      case CPU, WALL -> "samples";
      case ALLOC -> "alloc_samples";
      case LIVE -> "inuse_samples";
      case LOCK -> "contentions";
    };
  }

  private static String weightName(Event event) {
    return switch (event) {
      case CPU -> "cpu";
      case WALL -> "wall";
      case ALLOC -> "alloc_space";
      case LIVE -> "inuse_space";
      case LOCK -> "delay";
    };
  }

  private int stringId(String string) {
    Integer known = stringIds.putIfAbsent(string, strings.size());
    if (known == null) {
      strings.add(string);
      return strings.size() - 1;
    }
    return known;
  }

  private Proto valueType(String type, String unit) {
    return new Proto(16).field(1, stringId(type)).field(2, stringId(unit));
  }

  private void samples() {
    StackTree tree = profile.stacks();
    for (int node = 1; node < tree.size(); node++) {
      if (tree.samples(node) > 0) {
        document.field(SAMPLE, sample(tree, node));
      }
    }
  }

  private Proto sample(StackTree tree, int node) {
    Proto locations = new Proto(64);
    String route = "";
    for (int above = node; above != StackTree.ROOT; above = tree.parent(above)) {
      if (tree.frame(above).kind() == FrameKind.ROUTE) {
        route = tree.frame(above).name();
      } else {
        locations.writeInt(locationId(tree.frameId(above)));
      }
    }
    Proto values = new Proto(16);
    values.writeLong(tree.samples(node));
    values.writeLong(tree.weight(node));
    Proto sample = new Proto(128).field(1, locations).field(2, values);
    if (!route.isEmpty()) {
      sample.field(3, new Proto(16).field(1, stringId("route")).field(2, stringId(route)));
    }
    return sample;
  }

  /** 0 means "none" in this format. */
  private static int locationId(int frameId) {
    return frameId + 1;
  }

  private void functions() {
    FrameTable frames = profile.stacks().frames();
    for (int id = 0; id < frames.size(); id++) {
      int number = locationId(id);
      int name = stringId(frames.frame(id).dotted());
      document.field(FUNCTION, new Proto(16).field(1, number).field(2, name).field(3, name));
      document.field(
          LOCATION, new Proto(16).field(1, number).field(4, new Proto(8).field(1, number)));
    }
  }
}
