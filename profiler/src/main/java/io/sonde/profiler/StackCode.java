package io.sonde.profiler;

import java.io.ByteArrayOutputStream;

/**
 * Packs a {@link StackTree} into bytes, about eight per node.
 *
 * <p>For each node in order, the root first: distance to its parent's number, frame, samples,
 * weight, each as an unsigned number of seven bits a byte, the lowest first. The frames are not
 * part of it.
 */
final class StackCode {

  private static final int NODE_BYTES = 10;

  private StackCode() {}

  static byte[] encode(StackTree tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(NODE_BYTES * tree.size());
    for (int node = 0; node < tree.size(); node++) {
      if (node != StackTree.ROOT) {
        write(out, node - tree.parent(node));
        write(out, tree.frameId(node));
      }
      write(out, tree.samples(node));
      write(out, tree.weight(node));
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write(((int) rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Unpacks; the tree gets the frames that the packed one had. */
  static StackTree decode(byte[] bytes, FrameTable frames) {
    StackTree tree = new StackTree(frames);
    Cursor cursor = new Cursor(bytes);
    tree.add(StackTree.ROOT, cursor.read(), cursor.read());
    while (cursor.at < bytes.length) {
      int parent = tree.size() - (int) cursor.read();
      int node = tree.child(parent, (int) cursor.read());
      tree.add(node, cursor.read(), cursor.read());
    }
    return tree;
  }

  private static final class Cursor {

    private final byte[] bytes;
    private int at;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    long read() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[at++];
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}
