package io.sonde.agent.instrumentation.messaging.jms;

import io.sonde.agent.instrumentation.MethodRule;
import io.sonde.agent.instrumentation.ProbeContext;
import io.sonde.agent.instrumentation.ProbeId;
import io.sonde.agent.instrumentation.Technology;
import io.sonde.agent.instrumentation.TypeRule;
import java.util.ArrayList;
import java.util.List;

/** Producers, consumers and listeners of every JMS provider, {@code javax} and {@code jakarta}. */
public final class JmsInstrumentation implements Technology {

  private static final String ADVICE = "io.sonde.agent.instrumentation.messaging.jms.JmsAdvice$";

  /** Made by hand in the list of technologies. */
  public JmsInstrumentation() {}

  @Override
  public String name() {
    return "messaging.jms";
  }

  @Override
  public List<TypeRule> types() {
    List<TypeRule> types = new ArrayList<>();
    add(types, "javax");
    add(types, "jakarta");
    return types;
  }

  private static void add(List<TypeRule> types, String root) {
    String packageName = "L" + root + "/jms/";
    String message = packageName + "Message;";
    String dotted = root + ".jms.";
    types.add(rule(dotted + "MessageProducer", sends(packageName, message)));
    types.add(
        rule(
            dotted + "CompletionListener",
            List.of(
                new MethodRule("onCompletion", "(" + message + ")V", ADVICE + "Complete"),
                new MethodRule(
                    "onException", "(" + message + "Ljava/lang/Exception;)V", ADVICE + "Fail"))));
    types.add(
        rule(
            dotted + "MessageConsumer",
            List.of(
                new MethodRule("receive", "()" + message, ADVICE + "Receive"),
                new MethodRule("receive", "(J)" + message, ADVICE + "Receive"),
                new MethodRule("receiveNoWait", "()" + message, ADVICE + "Receive"))));
    types.add(
        rule(
            dotted + "MessageListener",
            List.of(new MethodRule("onMessage", "(" + message + ")V", ADVICE + "Listen"))));
    types.add(
        rule(
            JmsTypes.SPRING_LISTENER,
            List.of(
                new MethodRule(
                    "onMessage", "(" + message + packageName + "Session;)V", ADVICE + "Listen"))));
  }

  private static List<MethodRule> sends(String packageName, String message) {
    List<MethodRule> methods = new ArrayList<>();
    methods.add(new MethodRule("send", "(" + message + ")V", ADVICE + "Send"));
    methods.add(new MethodRule("send", "(" + message + "IIJ)V", ADVICE + "Send"));
    methods.add(new MethodRule("publish", "(" + message + ")V", ADVICE + "Send"));
    methods.add(new MethodRule("publish", "(" + message + "IIJ)V", ADVICE + "Send"));
    String to = "(" + packageName + "Destination;" + message;
    String toQueue = "(" + packageName + "Queue;" + message;
    String toTopic = "(" + packageName + "Topic;" + message;
    methods.add(new MethodRule("send", to + ")V", ADVICE + "SendTo"));
    methods.add(new MethodRule("send", to + "IIJ)V", ADVICE + "SendTo"));
    methods.add(new MethodRule("send", toQueue + ")V", ADVICE + "SendTo"));
    methods.add(new MethodRule("send", toQueue + "IIJ)V", ADVICE + "SendTo"));
    methods.add(new MethodRule("publish", toTopic + ")V", ADVICE + "SendTo"));
    methods.add(new MethodRule("publish", toTopic + "IIJ)V", ADVICE + "SendTo"));
    String then = packageName + "CompletionListener;)V";
    methods.add(new MethodRule("send", "(" + message + then, ADVICE + "SendAsync"));
    methods.add(new MethodRule("send", "(" + message + "IIJ" + then, ADVICE + "SendAsync"));
    methods.add(new MethodRule("send", to + then, ADVICE + "SendAsyncTo"));
    methods.add(new MethodRule("send", to + "IIJ" + then, ADVICE + "SendAsyncTo"));
    return methods;
  }

  /**
   * Classes that declare the methods: a class that inherits the interface from another one of the
   * provider does not name it.
   */
  private static TypeRule rule(String type, List<MethodRule> methods) {
    List<String> markers = new ArrayList<>();
    for (MethodRule method : methods) {
      if (!markers.contains(method.descriptor())) {
        markers.add(method.descriptor());
      }
    }
    return TypeRule.marked(markers, List.of(type), methods);
  }

  @Override
  public void install(ProbeContext context) {
    JmsProbes.install(context);
  }

  @Override
  public int[] beginnings() {
    return new int[] {
      ProbeId.JMS_SEND, ProbeId.JMS_SEND_ASYNC, ProbeId.JMS_RECEIVE, ProbeId.JMS_PROCESS
    };
  }
}
