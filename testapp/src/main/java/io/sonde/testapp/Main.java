package io.sonde.testapp;

import io.sonde.testapp.OptionRange.OptionException;
import io.sonde.testapp.load.LoadCommand;
import io.sonde.testapp.shop.PaymentCommand;
import io.sonde.testapp.shop.ServeCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParseResult;

/** The command line of shop.jar. */
@Command(
    name = "shop.jar",
    description = {
      "A small shop to observe, its payment service, and a load generator.",
      "Without a command it serves the shop, with the options of serve."
    },
    mixinStandardHelpOptions = true,
    version = "shop 0.1.0",
    subcommands = {ServeCommand.class, PaymentCommand.class, LoadCommand.class})
public final class Main implements Callable<Integer> {

  @Mixin private final ServeCommand serve = new ServeCommand();

  @Override
  public Integer call() throws Exception {
    return serve.call();
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain);
  }

  private static int explain(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!(e instanceof OptionException)) {
      throw e;
    }
    command.getErr().println(e.getMessage());
    command.getErr().println("Try --help.");
    return ExitCode.USAGE;
  }
}
