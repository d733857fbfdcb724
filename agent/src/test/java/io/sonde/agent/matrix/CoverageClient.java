package io.sonde.agent.matrix;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks JaCoCo's agent ({@code output=tcpserver}) what was covered, in its protocol of blocks.
 *
 * @param port that it listens at
 */
record CoverageClient(int port) {

  private static final int HEADER = 0x01;
  private static final int SESSION = 0x10;
  private static final int CLASS = 0x11;
  private static final int OK = 0x20;
  private static final int DUMP = 0x40;
  private static final int MAGIC = 0xC0C0;
  private static final int VERSION = 0x1007;

  /** How many probes of each class were hit since it was asked last, by internal names. */
  Map<String, Integer> hits() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeByte(HEADER);
      out.writeChar(MAGIC);
      out.writeChar(VERSION);
      out.writeByte(DUMP);
      // write what is there, and begin anew
      out.writeBoolean(true);
      out.writeBoolean(true);
      out.flush();
      return read(new DataInputStream(socket.getInputStream()));
    }
  }

  private static Map<String, Integer> read(DataInputStream in) throws IOException {
    Map<String, Integer> hits = new TreeMap<>();
    while (true) {
      int block = in.readUnsignedByte();
      switch (block) {
        case HEADER -> {
          if (in.readChar() != MAGIC || in.readChar() != VERSION) {
            throw new IOException("another version of the protocol");
          }
        }
        case SESSION -> {
          String unused = in.readUTF();
          in.skipNBytes(2 * Long.BYTES);
        }
        case CLASS -> {
          in.skipNBytes(Long.BYTES);
          hits.merge(in.readUTF(), hitsOfClass(in), Integer::sum);
        }
        case OK -> {
          return hits;
        }
        default -> throw new IOException("block " + block);
      }
    }
  }

  /** A count of seven bits a byte, lowest first, and a bit for each probe. */
  private static int hitsOfClass(DataInputStream in) throws IOException {
    int probes = 0;
    for (int shift = 0, part = 0x80; (part & 0x80) != 0; shift += 7) {
      part = in.readUnsignedByte();
      probes |= (part & 0x7F) << shift;
    }
    int hits = 0;
    for (int i = 0; i < probes; i += Byte.SIZE) {
      hits += Integer.bitCount(in.readUnsignedByte());
    }
    return hits;
  }
}
