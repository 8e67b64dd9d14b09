"""Small invented files under the true headings of their publishers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servanda.collect.presets.gdelt_events import HEADINGS as GDELT


def _names(line: str) -> list[str]:
    """The headings of a publisher's first line."""
    return line.split(",")


ACLED = _names(
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,"
    "actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,"
    "latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp")
GED = _names(
    "id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,"
    "dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,"
    "number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,"
    "where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,"
    "region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,high,"
    "low,gwnoa,gwnob")
VIINA = _names(
    "viina_version,event_id_1pd,date,n_reports,event_ids,sources,geonameid,feature_code,asciiname,ADM1_NAME,ADM1_CODE,"
    "ADM2_NAME,ADM2_CODE,longitude,latitude,GEO_PRECISION,t_mil_b,a_rus_b,a_ukr_b,a_rus_init_b,a_ukr_init_b,a_civ_b,"
    "a_other_b,t_aad_b,t_airstrike_b,t_airalert_b,t_uav_b,t_armor_b,t_arrest_b,t_artillery_b,t_control_b,"
    "t_firefight_b,t_ied_b,t_raid_b,t_occupy_b,t_property_b,t_cyber_b,t_hospital_b,t_milcas_b,t_civcas_b,t_retreat_b,"
    "t_loc_b,t_san_b,tid")
VIIRS = _names("latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
               "bright_ti5,frp,daynight,type")
MODIS = _names("latitude,longitude,brightness,scan,track,acq_date,acq_time,satellite,instrument,confidence,version,"
               "bright_t31,frp,daynight")
AIRFORCE = _names(
    "time_start,time_end,model,launch_place,target,target_main,launched,destroyed,not_reach_goal,still_attacking,"
    "border_crossing,is_shahed,num_hit_location,num_fall_fragment_location,carrier,turbojet,turbojet_destroyed,"
    "affected region,destroyed_details,launched_details,launch_place_details,source")
OFFICIAL = _names("oblast,raion,hromada,level,started_at,finished_at,source")
VOLUNTEER = _names("region,started_at,finished_at,naive")

_EVENT = {"event_id_cnty": "VAL1", "event_date": "2040-06-10", "time_precision": "1", "event_type":
          "Explosions/Remote violence", "sub_event_type": "Air/drone strike", "actor1": "Hill Forces",
          "actor2": "Vale Forces", "location": "Oat Mill", "admin1": "Upper", "latitude": "10.1", "longitude": "20.1",
          "geo_precision": "1", "source": "The Bulletin", "notes": "A drone hit the mill.", "fatalities": "0",
          "timestamp": "2223072000"}
_GED = {"id": "71", "type_of_violence": "1", "where_prec": "2", "where_coordinates": "Oat Mill", "adm_1": "Upper",
        "latitude": "10.1", "longitude": "20.1", "event_clarity": "1", "date_prec": "1", "code_status": "Clear",
        "date_start": "2040-06-10 00:00:00.000", "date_end": "2040-06-10 00:00:00.000", "best": "3", "high": "5",
        "low": "2", "dyad_name": "Hill - Vale", "side_a": "Hill", "side_b": "Vale"}
_LABELLED = {**{name: "0" for name in VIINA if name.endswith("_b")}, "viina_version": "bert_1", "event_id_1pd": "9",
             "date": "20400610", "n_reports": "2", "sources": "paper", "asciiname": "Oat Mill", "ADM1_NAME": "Upper",
             "longitude": "20.1", "latitude": "10.1", "GEO_PRECISION": "ADM3", "t_mil_b": "1", "t_uav_b": "1",
             "a_rus_init_b": "1"}
_CODED = {"GlobalEventID": "5", "Day": "20400610", "Actor1Name": "HILL", "Actor2Name": "VALE", "EventCode": "195",
          "GoldsteinScale": "-10", "ActionGeo_Type": "4", "ActionGeo_FullName": "Oat Mill", "ActionGeo_Lat": "10.1",
          "ActionGeo_Long": "20.1", "DATEADDED": "20400611101500", "SOURCEURL": "https://news.example/1"}
_FIRE = {"latitude": "10.1", "longitude": "20.1", "bright_ti4": "340", "scan": "0.39", "track": "0.6",
         "acq_date": "2040-06-10", "acq_time": "112", "satellite": "N", "instrument": "VIIRS", "confidence": "n",
         "version": "2.0", "frp": "14.6", "daynight": "N"}
_POST = {"time_start": "2040-06-10 18:00", "time_end": "2040-06-11 08:00", "model": "Kite", "target": "south",
         "launched": "9.0", "destroyed": "7.0", "source": "vale_staff/posts/1"}

CEASEFIRES = _names("location,cc,cf_id,uniq_id,ucdp_actor_id,actor_name,ucdp_acd_id,ucdp_dyad,cf_dec_yr,cf_dec_month,"
                    "cf_dec_day,cf_effect_yr,cf_effect_month,cf_effect_day,end_yr,end_month,end_day,ended")
PA_X = _names("Con,Contp,Reg,AgtId,Ver,Agt,Dat,Status,Agtp,Stage")
_TRUCE = {"location": "Valley", "cf_id": "7", "actor_name": "Hill League", "cf_dec_yr": "2030", "cf_dec_month": "6",
          "cf_dec_day": "1", "cf_effect_yr": "2030", "cf_effect_month": "6", "cf_effect_day": "0", "end_yr": "2030",
          "end_month": "6", "end_day": "20", "ended": "3"}
_AGREEMENT = {"Con": "Hill - Vale", "AgtId": "12", "Agt": "Accord of the mill", "Dat": "2030-06-02", "Stage": "Cea"}

# preset -> (heading of the file, rows)
FILES: dict[str, tuple[Sequence[str], list[Mapping[str, str]]]] = {
    "acled": (ACLED, [
        _EVENT, {**_EVENT, "event_id_cnty": "VAL2", "event_date": "20 June 2040", "time_precision": "2",
                 "sub_event_type": "Disrupted weapons use", "geo_precision": "3"},
        {**_EVENT, "event_id_cnty": "VAL3", "time_precision": "3", "sub_event_type": "Armed clash"},
        {**_EVENT, "event_id_cnty": "VAL4", "sub_event_type": "Peaceful protest"},
        {**_EVENT, "event_id_cnty": "VAL5", "sub_event_type": "Dance"}]),
    "ucdp_ged": (GED, [_GED, {**_GED, "id": "72", "where_prec": "6", "event_clarity": "2", "date_prec": "3",
                              "date_end": "2040-06-16 00:00:00.000"}, {**_GED, "id": "73", "where_prec": "9"}]),
    "ucdp_candidate": (GED, [{**_GED, "code_status": "Check geography"}]),
    "viina": (VIINA, [_LABELLED, {**_LABELLED, "event_id_1pd": "10", "t_mil_b": "0"},
                      {**_LABELLED, "event_id_1pd": "11", "t_uav_b": "0", "t_artillery_b": "1", "t_aad_b": "1"}]),
    "gdelt_events": (GDELT, [_CODED, {**_CODED, "GlobalEventID": "6", "EventCode": "196"},
                             {**_CODED, "GlobalEventID": "7", "EventCode": "0871"},
                             {**_CODED, "GlobalEventID": "8", "EventCode": "1952", "ActionGeo_Type": "1"}]),
    "nasa_firms": (VIIRS, [_FIRE, {**_FIRE, "latitude": "10.2", "type": "2"}, {**_FIRE, "acq_time": "25x"}]),
    "ua_airforce_daily": (AIRFORCE, [_POST, {**_POST, "launched": "", "destroyed": "", "model": "Crow"},
                                     {**_POST, "source": "south_staff/posts/4", "still_attacking": "1.0"}]),
    "airraid_official": (OFFICIAL, [
        {"oblast": "Upper", "level": "oblast", "started_at": f"2040-06-10 {hour}:00:00+00:00",
         "finished_at": f"2040-06-10 {hour}:30:00+00:00", "source": "official"} for hour in ("01", "05", "23")] + [
        {"oblast": "Upper", "raion": "Mill", "level": "raion", "started_at": "2040-06-11 01:00:00+00:00"},
        {"oblast": "Upper", "level": "oblast", "started_at": "yesterday"}]),
    "airraid_volunteer": (VOLUNTEER, [{"region": "Upper", "started_at": "2040-06-10 01:00:00+00:00", "naive": "True"}]),
    "eth_prio_ceasefires": (CEASEFIRES, [_TRUCE, {**_TRUCE, "cf_id": "8", "end_yr": "-1"},
                                         {**_TRUCE, "cf_id": "9", "cf_effect_month": "May", "cf_effect_day": "3"}]),
    "pa_x": (PA_X, [_AGREEMENT, {**_AGREEMENT, "AgtId": "13", "Dat": "02/06/2030"}]),
    "plain": (("report_id", "time_from", "Weapon"), [{"report_id": "A", "time_from": "2040-06-10T12:00Z",
                                                      "Weapon": "drone"}]),
}


def text(preset: str) -> str:
    """The file of a preset as its publisher would give it."""
    headings, rows = FILES[preset]
    if preset == "gdelt_events":
        return "".join("\t".join(row.get(name, "") for name in headings) + "\n" for row in rows)
    quoted = [",".join(f'"{row.get(name, "")}"' for name in headings) for row in rows]
    return "\n".join([",".join(headings), *quoted]) + "\n"
