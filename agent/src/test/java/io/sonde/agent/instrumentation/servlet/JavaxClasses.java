package io.sonde.agent.instrumentation.servlet;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;

/** Turns classes compiled against {@code jakarta} APIs into classes of their {@code javax} ones. */
public final class JavaxClasses {

  private JavaxClasses() {}

  /** The class file with the other API's names. */
  public static byte[] of(byte[] bytes) {
    ClassWriter writer = new ClassWriter(0);
    new ClassReader(bytes)
        .accept(
            new ClassRemapper(
                writer,
                new Remapper(Opcodes.ASM9) {
                  @Override
                  public String map(String internalName) {
                    return internalName.startsWith("jakarta/servlet/")
                            || internalName.startsWith("jakarta/websocket/")
                            || internalName.startsWith("jakarta/ws/rs/")
                            || internalName.startsWith("jakarta/jms/")
                        ? "javax" + internalName.substring("jakarta".length())
                        : internalName;
                  }
                }),
            0);
    return writer.toByteArray();
  }
}
