/**
 * The endpoint's answers about profiles: captures, what the continuous mode has kept, differences,
 * pprof for scrapers, state.
 *
 * <p>{@link io.sonde.agent.profile.ProfileRoutes} is the list of what there is.
 */
package io.sonde.agent.profile;
