package io.sonde.agent.attach;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/** A program that has a file mapped until its stdin ends. */
final class MappingProgram {

  private MappingProgram() {}

  /** Argument: the file. */
  public static void main(String[] arguments) throws IOException {
    MappedByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(Path.of(arguments[0]))) {
      mapped = channel.map(MapMode.READ_ONLY, 0, channel.size());
    }
    System.out.println("running");
    int sum = System.in.read();
    System.out.println(sum + mapped.get(0));
  }
}
