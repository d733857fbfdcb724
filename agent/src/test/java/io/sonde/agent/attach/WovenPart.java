package io.sonde.agent.attach;

import java.sql.PreparedStatement;

/**
 * What {@link ManyClassesProgram} loads some times under other names: a class that is rewritten.
 */
abstract class WovenPart implements PreparedStatement {

  @Override
  public boolean execute() {
    return false;
  }

  @Override
  public int executeUpdate() {
    return 0;
  }
}
