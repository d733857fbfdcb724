/** Tests of what all kinds of servers share. */
package io.sonde.agent.routes;
