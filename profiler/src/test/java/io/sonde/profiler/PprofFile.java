package io.sonde.profiler;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** A pprof file, read by Google's protocol buffer library with the fields of profile.proto. */
final class PprofFile {

  private final DynamicMessage profile;
  private final List<String> strings = new ArrayList<>();
  private final Map<Long, String> functions = new HashMap<>();
  private final Map<Long, Long> functionOfLocation = new HashMap<>();

  private PprofFile(DynamicMessage profile) {
    this.profile = profile;
    for (Object string : list(profile, "string_table")) {
      strings.add((String) string);
    }
    for (Object function : list(profile, "function")) {
      DynamicMessage message = (DynamicMessage) function;
      functions.put(number(message, "id"), string(message, "name"));
    }
    for (Object location : list(profile, "location")) {
      DynamicMessage message = (DynamicMessage) location;
      DynamicMessage line = (DynamicMessage) list(message, "line").get(0);
      functionOfLocation.put(number(message, "id"), number(line, "function_id"));
    }
  }

  static PprofFile read(byte[] bytes) throws Exception {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      DynamicMessage message =
          DynamicMessage.parseFrom(schema().findMessageTypeByName("Profile"), in);
      if (!message.getUnknownFields().asMap().isEmpty()) {
        throw new IOException("unknown fields: " + message.getUnknownFields());
      }
      return new PprofFile(message);
    }
  }

  private static Descriptors.FileDescriptor schema() throws Exception {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("profile.proto")
            .setSyntax("proto3")
            .addMessageType(
                message(
                    "Profile",
                    "1 sample_type *ValueType",
                    "2 sample *Sample",
                    "4 location *Location",
                    "5 function *Function",
                    "6 string_table *string",
                    "9 time_nanos int64",
                    "10 duration_nanos int64",
                    "11 period_type ValueType",
                    "12 period int64",
                    "13 comment *int64",
                    "14 default_sample_type int64"))
            .addMessageType(message("ValueType", "1 type int64", "2 unit int64"))
            .addMessageType(
                message("Sample", "1 location_id *uint64", "2 value *int64", "3 label *Label"))
            .addMessageType(message("Label", "1 key int64", "2 str int64"))
            .addMessageType(message("Location", "1 id uint64", "4 line *Line"))
            .addMessageType(message("Line", "1 function_id uint64", "2 line int64"))
            .addMessageType(
                message("Function", "1 id uint64", "2 name int64", "3 system_name int64"))
            .build();
    return Descriptors.FileDescriptor.buildFrom(file, new Descriptors.FileDescriptor[0]);
  }

  private static DescriptorProto message(String name, String... fields) {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
    for (String field : fields) {
      String[] parts = field.split(" ", -1);
      boolean repeated = parts[2].startsWith("*");
      String type = repeated ? parts[2].substring(1) : parts[2];
      FieldDescriptorProto.Builder builder =
          FieldDescriptorProto.newBuilder()
              .setNumber(Integer.parseInt(parts[0]))
              .setName(parts[1])
              .setLabel(
                  repeated
                      ? FieldDescriptorProto.Label.LABEL_REPEATED
                      : FieldDescriptorProto.Label.LABEL_OPTIONAL);
      switch (type) {
        case "int64" -> builder.setType(FieldDescriptorProto.Type.TYPE_INT64);
        case "uint64" -> builder.setType(FieldDescriptorProto.Type.TYPE_UINT64);
        case "string" -> builder.setType(FieldDescriptorProto.Type.TYPE_STRING);
        default -> builder.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + type);
      }
      message.addField(builder);
    }
    return message.build();
  }

  private static FieldDescriptor field(DynamicMessage message, String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }

  private static List<?> list(DynamicMessage message, String name) {
    return (List<?>) message.getField(field(message, name));
  }

  private static long number(DynamicMessage message, String name) {
    return (Long) message.getField(field(message, name));
  }

  private String string(DynamicMessage message, String name) {
    return strings.get(Math.toIntExact(number(message, name)));
  }

  /** Names and units, for example {@code cpu/nanoseconds}. */
  List<String> sampleTypes() {
    List<String> types = new ArrayList<>();
    for (Object type : list(profile, "sample_type")) {
      DynamicMessage message = (DynamicMessage) type;
      types.add(string(message, "type") + "/" + string(message, "unit"));
    }
    return types;
  }

  /** Sum of a value over all samples. */
  long sum(int value) {
    return sum(value, "");
  }

  /** Sum of a value over the samples in which a function with this prefix appears. */
  long sum(int value, String prefix) {
    long sum = 0;
    for (Object sample : list(profile, "sample")) {
      DynamicMessage message = (DynamicMessage) sample;
      for (Object location : list(message, "location_id")) {
        if (function(location).startsWith(prefix)) {
          sum += (Long) list(message, "value").get(value);
          break;
        }
      }
    }
    return sum;
  }

  /** The functions in which samples ended. */
  Set<String> leaves() {
    Set<String> leaves = new HashSet<>();
    for (Object sample : list(profile, "sample")) {
      leaves.add(function(list((DynamicMessage) sample, "location_id").get(0)));
    }
    return leaves;
  }

  private String function(Object location) {
    String name = functions.get(functionOfLocation.get((Long) location));
    if (name == null) {
      throw new IllegalStateException("no function for location " + location);
    }
    return name;
  }
}
