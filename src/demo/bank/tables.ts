// The rows of the source systems, by their own names. A column that is left out is the database's (counters of changes).

/** A row of the CRM's customers. */
export interface CustomerRow {
  cust_no: string;
  cust_nm: string | null;
  fam_nm: string | null;
  gvn_nm: string | null;
  cust_eng_nm: string | null;
  brth_dt: string | null;
  sex_cd: string | null;
  hp_no: string | null;
  hp_own_yn: string;
  email_addr: string | null;
  zip_cd: string | null;
  sido_nm: string | null;
  addr_dtl: string | null;
  ntn_cd: string | null;
  grade_nm: string | null;
  brnch_nm: string | null;
  join_dtm: string | null;
  lang_cd: string | null;
  tz_nm: string | null;
  ib_user_id: string | null;
  fam_grp_no: string | null;
  upd_dtm: string;
}

/** A row of the CRM's held products. */
export interface HoldingRow {
  hold_no: string;
  cust_no: string;
  prd_nm: string;
  prd_ctgr: string;
  acct_no: string | null;
  open_dtm: string | null;
  close_dtm: string | null;
  bal_amt: string | null;
  crcy_cd: string | null;
}

/** A row of the CRM's campaign contacts. */
export interface ContactRow {
  cntct_no: string;
  cust_no: string;
  cmpgn_nm: string | null;
  offer_nm: string | null;
  chnl_cd: string | null;
  try_no: number;
  rslt_cd: string;
  cntct_dtm: string;
}

/** A row of the analytics store. */
export interface HitRow {
  hit_id: string;
  vst_id: string | null;
  dvc_id: string | null;
  login_id: string | null;
  ssn_id: string | null;
  hit_tp: string;
  hit_nm: string;
  chnl: string | null;
  url: string | null;
  ref_url: string | null;
  dvc_tp: string | null;
  city: string | null;
  prd: string | null;
  cmpgn: string | null;
  props: string | null;
  hit_ts: string;
}

/** A row of core banking's accounts. */
export interface AccountRow {
  acct_no: string;
  prd_cd: string | null;
  brnch_nm: string | null;
  crcy_cd: string;
  open_dt: string | null;
}

/** A row of core banking's account parties. */
export interface AccountPartyRow {
  acct_no: string;
  cif_no: string;
  role_cd: string;
  reg_dtm: string;
}

/** A row of core banking's bookings. */
export interface BookingRow {
  txn_no: string;
  acct_no: string;
  dc_cd: string;
  txn_amt: string;
  crcy_cd: string;
  cntr_nm: string | null;
  purp_cd: string | null;
  so_yn: string;
  memo_txt: string | null;
  chnl_cd: string | null;
  book_ts: string;
}

/** A row of the contact centre. */
export interface ConsultationRow {
  cnslt_no: string;
  cust_no: string | null;
  tel_no: string | null;
  chnl_cd: string;
  agnt_id: string | null;
  strt_ts: string;
  end_ts: string | null;
  prd_nm: string | null;
  topic_nm: string | null;
  smry_txt: string | null;
  note_txt: string | null;
  rslt_nm: string | null;
  csat_scr: number | null;
  senti_scr: string | null;
  city_nm: string | null;
  lang_cd: string | null;
}

interface RowTypes {
  cust_mst: CustomerRow;
  prd_hold: HoldingRow;
  cmpgn_cntct: ContactRow;
  hit: HitRow;
  acct: AccountRow;
  acct_pty: AccountPartyRow;
  txn: BookingRow;
  cnslt: ConsultationRow;
}

/** A table of one of the source systems. */
export type TableName = keyof RowTypes;

/** The row of a table. */
export type RowOf<Table extends TableName> = RowTypes[Table];

const columns: { readonly [Table in TableName]: { readonly [Column in keyof RowOf<Table>]: true } } = {
  cust_mst: {
    cust_no: true,
    cust_nm: true,
    fam_nm: true,
    gvn_nm: true,
    cust_eng_nm: true,
    brth_dt: true,
    sex_cd: true,
    hp_no: true,
    hp_own_yn: true,
    email_addr: true,
    zip_cd: true,
    sido_nm: true,
    addr_dtl: true,
    ntn_cd: true,
    grade_nm: true,
    brnch_nm: true,
    join_dtm: true,
    lang_cd: true,
    tz_nm: true,
    ib_user_id: true,
    fam_grp_no: true,
    upd_dtm: true,
  },
  prd_hold: {
    hold_no: true,
    cust_no: true,
    prd_nm: true,
    prd_ctgr: true,
    acct_no: true,
    open_dtm: true,
    close_dtm: true,
    bal_amt: true,
    crcy_cd: true,
  },
  cmpgn_cntct: {
    cntct_no: true,
    cust_no: true,
    cmpgn_nm: true,
    offer_nm: true,
    chnl_cd: true,
    try_no: true,
    rslt_cd: true,
    cntct_dtm: true,
  },
  hit: {
    hit_id: true,
    vst_id: true,
    dvc_id: true,
    login_id: true,
    ssn_id: true,
    hit_tp: true,
    hit_nm: true,
    chnl: true,
    url: true,
    ref_url: true,
    dvc_tp: true,
    city: true,
    prd: true,
    cmpgn: true,
    props: true,
    hit_ts: true,
  },
  acct: { acct_no: true, prd_cd: true, brnch_nm: true, crcy_cd: true, open_dt: true },
  acct_pty: { acct_no: true, cif_no: true, role_cd: true, reg_dtm: true },
  txn: {
    txn_no: true,
    acct_no: true,
    dc_cd: true,
    txn_amt: true,
    crcy_cd: true,
    cntr_nm: true,
    purp_cd: true,
    so_yn: true,
    memo_txt: true,
    chnl_cd: true,
    book_ts: true,
  },
  cnslt: {
    cnslt_no: true,
    cust_no: true,
    tel_no: true,
    chnl_cd: true,
    agnt_id: true,
    strt_ts: true,
    end_ts: true,
    prd_nm: true,
    topic_nm: true,
    smry_txt: true,
    note_txt: true,
    rslt_nm: true,
    csat_scr: true,
    senti_scr: true,
    city_nm: true,
    lang_cd: true,
  },
};

/** The columns that the bank fills in a table, in the order in which it copies them. */
export function columnsOf<Table extends TableName>(table: Table): readonly (keyof RowOf<Table> & string)[] {
  return Object.keys(columns[table]) as (keyof RowOf<Table> & string)[];
}
