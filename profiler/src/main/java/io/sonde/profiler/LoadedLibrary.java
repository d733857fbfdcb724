package io.sonde.profiler;

/**
 * The command interface of a loaded library.
 *
 * @param commands executes one command
 * @param route how it was loaded, in words
 */
record LoadedLibrary(Commands commands, String route) {

  /** Executes commands of async-profiler. */
  interface Commands {

    /**
     * Executes a command and returns its text.
     *
     * @throws IllegalArgumentException if the command is malformed
     * @throws IllegalStateException if it was refused, with the library's reason
     */
    String execute(String command) throws java.io.IOException;
  }
}
